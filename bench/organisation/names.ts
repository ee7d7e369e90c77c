/** What the organisation is about: names that tags, roles, policies and resources share. */
export const TEAMS: readonly string[] = Array.from({ length: 200 }, (_, index) => {
  const words = ['pay', 'ship', 'cart', 'lake', 'auth', 'mail', 'risk', 'tax', 'plan', 'shop'];
  return `${words[index % words.length]}${Math.floor(index / words.length)}`;
});
export const ENVIRONMENTS = ['prod', 'stage', 'dev', 'sandbox'] as const;
export const REGIONS = ['ap-northeast-1', 'eu-west-1'] as const;
export const PARTNERS: readonly string[] = ['999900001111', '999900002222', '999900003333'];
export const ORGANIZATION = 'o-scale000001';
export const HOME = 'ap-northeast-1';
export const INSTANCE = 'arn:aws:sso:::instance/ssoins-scale00000000001';
export const STORE = 'd-scale00001';

/** As snapshots list things. */
export const sortedBy = <T>(list: readonly T[], key: (one: T) => string): readonly T[] =>
  [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));
export const byArn = <T extends { readonly arn: string }>(list: readonly T[]): readonly T[] =>
  sortedBy(list, ({ arn }) => arn);

export type Environment = (typeof ENVIRONMENTS)[number];

/** An account with what is decided when it is made. */
export interface Place {
  readonly account: string;
  readonly environment: Environment;
  readonly unit: string;
}
