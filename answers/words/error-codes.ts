import type { AskError, Language } from '../questions.ts';

/** Stable names of what can go wrong, the same on the command line and in the API; docs/errors.md lists them. */
export type ErrorCode = keyof typeof TITLES;

const TITLES = {
  E_AMBIGUOUS: { en: 'the name can mean several things', ja: '名前が複数のものに当てはまります' },
  E_BAD_INPUT: { en: 'the input is not valid', ja: '入力が正しくありません' },
  E_CYPHER_OFF: { en: 'Cypher is switched off', ja: 'Cypherは無効です' },
  E_HOST: { en: 'the Host header names another server', ja: 'Hostヘッダーが別のサーバーを指しています' },
  E_INTERNAL: { en: 'Tadori failed', ja: 'Tadoriの内部で失敗しました' },
  E_INTERRUPTED: { en: 'interrupted', ja: '中断しました' },
  E_MEDIA_TYPE: { en: 'the body is of another content type', ja: '本文のContent-Typeが違います' },
  E_NO_ROUTE: { en: 'there is no such address', ja: 'そのアドレスはありません' },
  E_NO_SNAPSHOT: { en: 'there is no such snapshot', ja: 'そのスナップショットはありません' },
  E_NOT_COLLECTED: { en: 'it was not collected', ja: '収集されていません' },
  E_NOT_FOUND: { en: 'nothing has that name', ja: '見つかりません' },
  E_ORIGIN: { en: 'the request comes from another site', ja: '別のサイトからのリクエストです' },
  E_REFUSED: { en: 'the query is refused', ja: 'クエリは拒否されました' },
  E_STORE: { en: 'the store did not answer', ja: 'ストアが応答しません' },
  E_TIMEOUT: { en: 'it took too long', ja: '時間切れです' },
  E_TOO_LARGE: { en: 'the request is too large', ja: 'リクエストが大きすぎます' },
  E_TOO_MANY: { en: 'too many requests', ja: 'リクエストが多すぎます' },
  E_UNAUTHENTICATED: { en: 'the token is missing or wrong', ja: 'トークンがないか、正しくありません' },
  E_UNAVAILABLE: { en: 'this is not available here', ja: 'この環境では使えません' },
  E_USAGE: { en: 'the command is not used like that', ja: 'コマンドの使い方が正しくありません' },
} as const;

export const ERROR_CODES: readonly string[] = Object.keys(TITLES);

const CODES: Readonly<Record<AskError['kind'], ErrorCode>> = {
  ambiguous: 'E_AMBIGUOUS',
  badInput: 'E_BAD_INPUT',
  noSnapshot: 'E_NO_SNAPSHOT',
  notCollected: 'E_NOT_COLLECTED',
  notFound: 'E_NOT_FOUND',
  refused: 'E_REFUSED',
  store: 'E_STORE',
  timeout: 'E_TIMEOUT',
  unavailable: 'E_UNAVAILABLE',
};

export const codeOf = (error: AskError): ErrorCode => CODES[error.kind];

export const errorTitle = (code: ErrorCode, language: Language): string => TITLES[code][language];
