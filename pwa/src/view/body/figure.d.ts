/** What pwa/figure-plugin.ts makes of the package's figures while the app is built. */
declare module 'virtual:figure' {
  interface Figure {
    /** Paths whose union is the whole figure, front and back alike. */
    readonly silhouette: readonly string[];
    /** Muscles by the package's names, of the half on the left of the picture: the other half is the mirror. */
    readonly front: Readonly<Record<string, string>>;
    readonly back: Readonly<Record<string, string>>;
  }

  export const figures: Readonly<Record<'neither' | 'male' | 'female', Figure>>;
}
