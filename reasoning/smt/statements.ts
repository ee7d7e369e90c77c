import { variablesIn } from '../../domain/parse-policy.ts';
import { entriesOf, type NamedPolicy, type PolicyLayer, type Statement } from '../../domain/policy.ts';
import type { RequestFacts } from '../../domain/request.ts';
import { actionMatches } from '../reference/action-matching.ts';
import { statementCondition } from '../reference/conditions/holds.ts';
import { allowNamings, denyNames, type Naming } from '../reference/principal-matching.ts';
import { resourceMatches } from '../reference/resource-matching.ts';
import type { Situation } from '../reference/situation.ts';
import { NO as FALSE, type Truth, unknown } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, NO, perhaps } from './expression.ts';
import { RESOURCE, type Samples } from './samples.ts';
import type { Script } from './script.ts';

/** What the statements of one layer (or level) allow and deny. */
export interface LayerTerms {
  readonly allow: Bounds;
  readonly deny: Bounds;
}

/** Writes the statements of a claim into the script, each under its policy's name, and hands out the terms that call them. */
export class Statements {
  readonly #samples: Samples;
  readonly #script: Script;
  readonly #written = new Map<Statement, Map<PolicyLayer, Bounds>>();

  constructor(samples: Samples, script: Script) {
    this.#samples = samples;
    this.#script = script;
  }

  layer(layer: PolicyLayer, policies: readonly NamedPolicy[]): LayerTerms {
    const of = (effect: Statement['effect']): Bounds =>
      anyOf(
        ...statementsOf(policies, effect).map((one) => {
          const fits = this.#fits(layer, one);
          return inPlace(layer, one) ? fits : perhaps(fits);
        }),
      );
    return { allow: of('Allow'), deny: of('Deny') };
  }

  /** Grants of a resource policy by the way they name the caller. */
  grants(policies: readonly NamedPolicy[], how: readonly Naming[]): Bounds {
    return this.#named('resource', statementsOf(policies, 'Allow'), (statement, situation) =>
      anyTruth(
        allowNamings(statement, situation)
          .filter((name) => how.includes(name.how))
          .map((name) => name.truth),
      ),
    );
  }

  denials(layer: PolicyLayer, policies: readonly NamedPolicy[], hasBoundary: Truth): Bounds {
    return this.#named(layer, statementsOf(policies, 'Deny'), (statement, situation) =>
      denyNames(statement, situation, hasBoundary),
    );
  }

  /** What an endpoint policy allows: gateway endpoints want `*` as principal, and take an account for its root user (rule 19). */
  throughEndpoint(policies: readonly NamedPolicy[], kind: RequestFacts['vpcEndpointKind']): Bounds {
    const { principal } = this.#samples.claim;
    const gateway = kind === 'gateway';
    const counts = (how: Naming, hit: Truth): Truth => {
      if (how === 'anyone' || how === 'service' || (how === 'account' && principal.kind === 'root')) return hit;
      if (how === 'account') return gateway ? FALSE : maybe(hit);
      return gateway ? maybe(hit) : hit;
    };
    return this.#named('vpcEndpoint', statementsOf(policies, 'Allow'), (statement, situation) =>
      anyTruth(allowNamings(statement, situation).map(({ how, truth }) => counts(how, truth))),
    );
  }

  #named(
    layer: PolicyLayer,
    list: readonly Placed[],
    names: (statement: Statement, situation: Situation) => Truth,
  ): Bounds {
    return anyOf(
      ...list.map((one) => {
        const naming = this.#samples.over(['aws:userid'], (situation) => names(one.statement, situation));
        return naming.upper === 'false' ? NO : allOf(naming, this.#fits(layer, one));
      }),
    );
  }

  #fits(layer: PolicyLayer, placed: Placed): Bounds {
    const written = this.#written.get(placed.statement) ?? new Map<PolicyLayer, Bounds>();
    const known = written.get(layer);
    if (known !== undefined) return known;
    const fits = this.#write(layer, placed);
    this.#written.set(placed.statement, written.set(layer, fits));
    return fits;
  }

  #write(layer: PolicyLayer, { policy, index, statement, version }: Placed): Bounds {
    const samples = this.#samples;
    const variables = version === '2012-10-17';
    const { action, asked } = this.#action(statement);
    if (asked.length === 0) return NO;
    const resource = samples.over(
      resourceKeys(statement),
      (situation) => resourceMatches(statement.resources, { situation, layer, variables }),
      asked,
    );
    const conditions = statement.conditions.map((condition) =>
      samples.over(
        [condition.key, ...variablesIn(condition.values)],
        (situation) => statementCondition(condition, { situation, layer, variables }),
        asked,
      ),
    );
    return this.#script.define(
      `${layer} ${policy} ${statement.sid ?? index + 1}`,
      allOf(action, resource, ...conditions),
    );
  }

  #action({ actions }: Statement): { readonly action: Bounds; readonly asked: readonly number[] } {
    const samples = this.#samples;
    const hits = samples.claim.actions.map(({ action: name }) => namesAction(actions, name));
    const asked = samples.everyAction.filter((index) => hits[index]?.is !== false);
    const sure = samples.everyAction.filter((index) => hits[index]?.is === true);
    return { action: { lower: samples.actionIn(sure), upper: samples.actionIn(asked) }, asked };
  }
}

function namesAction(actions: Statement['actions'], name: string): Truth {
  const [service = '', action = ''] = name.toLowerCase().split(':');
  return actionMatches(actions, { service, action });
}

const anyTruth = (hits: readonly Truth[]): Truth =>
  hits.find((hit) => hit.is === true) ?? hits.find((hit) => hit.is === 'unknown') ?? FALSE;
const maybe = (hit: Truth): Truth => (hit.is === true ? unknown(19, 'a principal of an endpoint policy') : hit);

/** Statements with principals belong to resource policies; AWS stores RCPs of one shape only. */
function inPlace(layer: PolicyLayer, { statement: { principals, actions, resources }, version }: Placed): boolean {
  if (layer !== 'rcp') return principals === undefined;
  const everyone = principals !== undefined && 'in' in principals && principals.in.every((one) => one.bare === true);
  const prefixed = 'in' in actions && actions.in.every((one) => /^[a-z][a-z0-9-]*:/.test(one));
  return version === '2012-10-17' && everyone && prefixed && resources !== undefined;
}

interface Placed {
  readonly policy: string;
  readonly index: number;
  readonly statement: Statement;
  readonly version: string;
}

const statementsOf = (policies: readonly NamedPolicy[], effect: Statement['effect']): readonly Placed[] =>
  policies.flatMap(({ name, document }) =>
    document.statements
      .map((statement, index) => ({ policy: name, index, statement, version: document.version }))
      .filter(({ statement }) => statement.effect === effect),
  );

function resourceKeys({ resources }: Statement): readonly string[] {
  if (resources === undefined) return [];
  return [RESOURCE, ...variablesIn(entriesOf(resources))];
}
