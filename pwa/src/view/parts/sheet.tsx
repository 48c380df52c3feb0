/** A dialog over the screen: a native one, so that focus stays inside and Escape closes it. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface SheetProps {
  title: string;
  /** Escape, or the way back of the device. */
  on_close: () => void;
  class?: string;
  children: ComponentChildren;
}

export function Sheet({ title, on_close, class: name, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const node = dialog.current;
    if (node && !node.open) node.showModal();
    // Reading begins at the title, not at the first thing to press.
    node?.querySelector('h2')?.focus();
    return () => node?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      class={`sheet ${name ?? ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        on_close();
      }}
    >
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** Closes every sheet, as Escape would. */
export function close_sheets(): void {
  for (const node of document.querySelectorAll('dialog.sheet[open]')) node.dispatchEvent(new Event('cancel'));
}
