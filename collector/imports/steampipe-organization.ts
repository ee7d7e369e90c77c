import type { Arn } from '../../domain/arn.ts';
import type { Json } from '../../domain/policy.ts';
import type { Account, Organization, OrganizationalUnit, OrganizationPolicy } from '../../domain/snapshot.ts';
import { documentOf, MalformedAnswer, neededText, objectsOf, textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { NOT_TOLD, type Offer } from './offer.ts';

const TYPES = [
  ['scp', 'SERVICE_CONTROL_POLICY'],
  ['rcp', 'RESOURCE_CONTROL_POLICY'],
] as const;
type PolicyType = OrganizationPolicy['type'];

const typeOf = (row: JsonObject): PolicyType | undefined => TYPES.find(([, name]) => row['type'] === name)?.[0];

interface Root extends Organization {
  readonly partition: string;
}

/**
 * Rows of `aws_organizations_root`, `_organizational_unit`, `_account`, `_policy` and `_policy_target`. No table tells the place of an
 * account. Policies are told type by type, and their targets target by target: all targets are told where each root, OU and account has
 * a policy of each enabled type in the rows, as AWS lets nothing be without. Sources: the tables' documentation; AWS Organizations
 * User Guide, Attaching and detaching service control policies; Resource control policies, RCPFullAWSAccess.
 */
export class OrganizationRows {
  readonly #roots = new Map<string, Root>();
  readonly #units = new Map<string, OrganizationalUnit>();
  readonly #accounts = new Map<string, Partial<Account>>();
  readonly #policies = new Map<string, Omit<OrganizationPolicy, 'targets'>>();
  readonly #targets = new Map<string, Set<string>>();
  /** Types of policies and the targets that they were asked for. */
  readonly #asked = new Set<string>();

  /** Rows of other tables are passed over. `own`: the ARN of the row. */
  take(row: JsonObject, own: Arn): void {
    const [kind, organization = ''] = own.resource.split('/');
    if (kind === 'root') this.#takeRoot(row, organization, own);
    else if (kind === 'ou') this.#takeUnit(row);
    else if (kind === 'account') this.#takeAccount(row);
    else if (kind === 'policy') this.#takePolicy(row);
  }

  offerTo(offer: Offer): void {
    if (this.#roots.size + this.#units.size + this.#accounts.size + this.#policies.size === 0) return;
    const [root, ...more] = this.#roots.values();
    const policies = [...this.#policies.values()].map((policy): OrganizationPolicy => {
      return { ...policy, targets: [...(this.#targets.get(policy.id) ?? [])].sort() };
    });
    const told = (call: string, isTold: boolean): void => {
      const account = root?.managementAccount ?? '-';
      offer.told({ account, region: 'global', service: 'organizations', call }, root?.id ?? 'organization', isTold);
    };
    told('DescribeOrganization', root !== undefined && more.length === 0);
    told('ListRoots', root !== undefined && more.length === 0);
    // whose account is not among the rows may be of the organisation all the same
    told('ListAccounts', false);
    told('ListOrganizationalUnitsForParent', this.#units.size > 0);
    told('ListAccountsForParent', false);
    told('ListPolicies', root?.enabled.every((type) => policies.some((policy) => policy.type === type)) === true);
    told(
      'DescribePolicy',
      policies.every(({ document }) => document !== NOT_TOLD),
    );
    told('ListTargetsForPolicy', root !== undefined && this.#allAsked(root));
    const partition = root?.partition ?? 'aws';
    for (const [id, account] of this.#accounts) offer.account(id, partition, account);
    offer.organization({
      ...(root === undefined ? {} : { organization: organizationOf(root) }),
      organizationalUnits: [...this.#units.values()],
      organizationPolicies: policies,
    });
  }

  #allAsked({ rootId, enabled }: Root): boolean {
    const places = [rootId, ...this.#units.keys(), ...this.#accounts.keys()];
    return enabled.every((type) => places.every((place) => this.#asked.has(`${type} ${place}`)));
  }

  #takeRoot(row: JsonObject, id: string, { account, partition }: Arn): void {
    const on = objectsOf(row, 'policy_types').filter((type) => type['Status'] === 'ENABLED');
    const enabled = TYPES.filter(([, name]) => on.some((type) => type['Type'] === name)).map(([type]) => type);
    const rootId = neededText(row, 'id');
    this.#roots.set(rootId, { id, rootId, managementAccount: account, enabled, partition });
  }

  #takeUnit(row: JsonObject): void {
    const id = neededText(row, 'id');
    this.#units.set(id, { id, name: neededText(row, 'name'), parent: neededText(row, 'parent_id') });
  }

  #takeAccount(row: JsonObject): void {
    const id = neededText(row, 'id');
    if (!/^\d{12}$/.test(id)) throw new MalformedAnswer('id of 12 digits');
    this.#accounts.set(id, accountOf(row));
  }

  #takePolicy(row: JsonObject): void {
    const type = typeOf(row);
    if (type === undefined) return;
    const id = neededText(row, 'id');
    const target = textOf(row, 'target_id');
    const document: Json = row['content'] ?? NOT_TOLD;
    const policy = { id, type, name: textOf(row, 'name') ?? id, awsManaged: row['aws_managed'] === true };
    if (document !== NOT_TOLD || !this.#policies.has(id))
      this.#policies.set(id, { ...policy, document: documentOf(document) });
    if (target === undefined) return;
    this.#asked.add(`${type} ${target}`);
    this.#targets.set(id, new Set([...(this.#targets.get(id) ?? []), target]));
  }
}

const organizationOf = ({ id, rootId, managementAccount, enabled }: Root): Organization => {
  return { id, rootId, managementAccount, enabled };
};

function accountOf(row: JsonObject): Partial<Account> {
  const name = textOf(row, 'name');
  const status = textOf(row, 'status');
  return { ...(name === undefined ? {} : { name }), ...(status === undefined ? {} : { status }) };
}
