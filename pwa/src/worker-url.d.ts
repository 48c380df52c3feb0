/** A worker's file, built whole, by its address. */
declare module '*?worker&url' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: the build gives the address in this way and in no other.
  export default url;
}
