export type Tokens = Readonly<Record<string, string>>;

/** Custom properties of the three blocks that name colours. */
export function blocksOf(css: string): { readonly light: Tokens; readonly dark: Tokens; readonly systemDark: Tokens } {
  const block = (selector: RegExp): Tokens => {
    const body = selector.exec(css)?.[1] ?? '';
    return Object.fromEntries(
      [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    );
  };
  return {
    light: block(/\[data-theme="light"\] \{([^}]*)\}/),
    dark: block(/\n\[data-theme="dark"\] \{([^}]*)\}/),
    systemDark: block(/:root:not\(\[data-theme="light"\]\) \{([^}]*)\}/),
  };
}

/** Contrast ratio of two `#rrggbb` colours. Source: WCAG 2.2, relative luminance and contrast ratio. */
export function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
