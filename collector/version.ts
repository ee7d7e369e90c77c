/** Version of the program that wrote a snapshot; a test keeps it equal to package.json. */
export const TOOL = { name: 'tadori', version: '0.1.0' } as const;
