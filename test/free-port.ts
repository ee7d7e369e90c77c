const SCRIPT = new URL('../scripts/services/free-port.mjs', import.meta.url).href;

/** A port on loopback that nobody listens at just now. */
export const { freePort } = (await import(SCRIPT)) as { readonly freePort: () => Promise<number> };
