/** Of methods of REST APIs. */
export const METHOD_ASSUMPTIONS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['how the method authorises is not given', 'メソッドの認可方式が示されていない'],
  ['how the method authorises was not read, or methods differ', 'メソッドの認可方式を読み取れなかったか、一様でない'],
];
