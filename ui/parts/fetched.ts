import { useEffect, useState } from 'preact/hooks';

/** A part of the page that is fetched when it is first shown; undefined until it is there. */
export function useFetched<T>(fetch: () => Promise<T>): T | 'failed' | undefined {
  const [fetched, setFetched] = useState<{ readonly part: T } | 'failed'>();
  useEffect(() => {
    fetch().then(
      (part) => setFetched({ part }),
      () => setFetched('failed'),
    );
  }, []);
  return typeof fetched === 'object' ? fetched.part : fetched;
}
