// The palette that was worn last on this device, before the first picture: nobody in a dark room is blinded by an app that opens.
try {
  const look = localStorage.getItem('look');
  if (look) document.documentElement.dataset.theme = look;
} catch {
  // Where storage is blocked, the device's own palette does.
}
