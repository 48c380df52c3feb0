/** What a scene changes beyond its model, it puts back at its end: the next one is shown in the same page. */
const endings: (() => void)[] = [];

/** Asked of a scene as it begins. */
export function at_its_end(put_back: () => void): void {
  endings.push(put_back);
}

/** The scene that is shown is over. */
export function end(): void {
  for (const put_back of endings.splice(0)) put_back();
}
