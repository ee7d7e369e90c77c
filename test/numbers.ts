/** How many are tried: `few` by `npm test`, `full` by `npm run test:long` (test/long/numbers.test.ts). */
export const howMany = <T>(few: T, full: T): T => (process.env['TADORI_LONG_TESTS'] === '1' ? full : few);
