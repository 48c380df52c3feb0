/** Waiting for what happens by itself: the database answers in turns of the event loop, not in time. */

export async function until(is_so: () => boolean | Promise<boolean>, what = 'it never came to be'): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (await is_so()) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  throw new Error(what);
}

/** So many turns of the event loop: for what must not happen. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}
