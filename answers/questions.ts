import type { ChangedThing } from '../collector/changes/changed-things.ts';
import type { CanAnswer, ExplainAnswer, NodeInfo, PathsAnswer, WhatCanAnswer, WhoCanAnswer } from '../domain/answer.ts';
import type { CoverageCell } from '../domain/gap.ts';
import type { Result } from '../domain/result.ts';
import type { Language } from '../domain/words/language.ts';
import type { CalibrateAsk, Calibration } from './calibrate/calibration.ts';
import type { JoinsAsk } from './probable-joins.ts';

export type { Language };

/** Why a question got no answer. `candidates` are what an ambiguous name could have meant. */
export interface AskError {
  readonly kind:
    | 'badInput'
    | 'ambiguous'
    | 'notFound'
    | 'notCollected'
    | 'noSnapshot'
    | 'store'
    | 'refused'
    | 'timeout'
    | 'unavailable';
  readonly message: string;
  readonly candidates?: readonly NodeInfo[];
}

export type Answered<T> = Promise<Result<T, AskError>>;

/** Results on a page of an answer. */
export const PAGE = { usual: 100, most: 1000 } as const;

/** Left out: the whole answer. `after`: `next` of the page before. */
export interface PageAsked {
  readonly page?: { readonly limit: number; readonly after?: string };
}

export interface WhatCanAsk extends JoinsAsk, PageAsked {
  readonly subject: string;
  readonly language: Language;
}

export interface WhoCanAsk extends JoinsAsk, PageAsked {
  /** ARN, id, or a name that is unambiguous in the snapshot. */
  readonly resource: string;
  /** Action names (`s3:GetObject`, `s3:Get*`), or access levels (`read`, `list`, `write`, `permissions`, `tagging`); none: all actions of the resource. */
  readonly actions?: readonly string[];
  /** `people`, `all` (default), or one subject. */
  readonly among?: string;
  /** Also of every place that its data is copied to. */
  readonly withCopies?: true;
  readonly language: Language;
}

export interface PolicyFile {
  /** As the reader knows it: a path. */
  readonly name: string;
  /** The policy document as JSON. */
  readonly text: string;
}

export interface CompareAsk {
  readonly existing: PolicyFile;
  readonly newer: PolicyFile;
  readonly type: 'IDENTITY_POLICY' | 'RESOURCE_POLICY';
  readonly language: Language;
}

export interface CypherAnswer {
  /** `neo4j 5.26` or `ladybug 0.19`: the dialect the text was run in. */
  readonly engine: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** More rows existed than the cap lets through. */
  readonly truncated: boolean;
  /** So many resources are in the graph without access to them; left out: none. */
  readonly accessAsked?: number;
}

export interface Status {
  readonly snapshot: string;
  readonly takenAt: string;
  readonly source: string;
  readonly store: string;
  readonly cypher: boolean;
  readonly accounts: number;
  readonly principals: number;
  readonly resources: number;
  readonly people: number;
  readonly gaps: number;
  readonly proof: { readonly certified: number; readonly replayed: number; readonly pending: number };
  /** Resources to which access is found out when it is asked for; left out: all is proved. */
  readonly accessAsked?: number;
}

/** The questions people ask of one activated snapshot. */
export interface Questions {
  status(): Answered<Status>;
  /** False once open() would answer from something else: another snapshot was activated, or this one proved again. */
  isCurrent(): Answered<boolean>;
  search(ask: {
    readonly text: string;
    readonly kinds: 'subject' | 'resource' | 'any';
    readonly limit: number;
  }): Answered<readonly NodeInfo[]>;
  whoCan(ask: WhoCanAsk): Answered<WhoCanAnswer>;
  whatCan(ask: WhatCanAsk): Answered<WhatCanAnswer>;
  can(ask: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly language: Language;
  }): Answered<CanAnswer>;
  paths(
    ask: { readonly from: string; readonly to: string; readonly language: Language } & JoinsAsk,
  ): Answered<PathsAnswer>;
  explain(ask: {
    readonly principal: string;
    readonly actions: readonly string[];
    readonly resource: string;
    readonly language: Language;
  }): Answered<ExplainAnswer>;
  cypher(text: string): Answered<CypherAnswer>;
  /** Finds out beforehand what the first questions would wait for, step by step between answers, until it is closed or not wanted any more. */
  readAhead(isWanted: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** `phase`: collect, import, pull, write, compile, prove, replay, certify, load, calibrate. `done`/`total` count what the phase counts. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
  readonly note?: string;
  /** Of a collection: accounts read to their end, of those that are known, and calls made so far. */
  readonly reading?: { readonly accounts: number; readonly ofAccounts: number; readonly calls: number };
}

export interface OperationOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface CollectAsk {
  readonly profile?: string;
  readonly roleName?: string;
  readonly externalId?: string;
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly people?: string;
  readonly identity?: string;
  readonly record?: string;
  /** Also how principals were used: many calls. */
  readonly usage?: boolean;
  /** False: what an unfinished collection has read is read again. */
  readonly resume?: boolean;
  /** What is read is kept, for a collection that reads only what has changed. */
  readonly keep?: boolean;
  /** File or folder with events of CloudTrail: what they do not touch stands as the collection before has read it. */
  readonly events?: string;
  /** Answers of the collection before stand that cannot have changed. */
  readonly unchanged?: boolean;
  /** Redis server through which workers take part: `redis://` or `rediss://`. */
  readonly jobs?: string;
}

/** As whom a worker reads accounts, and where its jobs come from. */
export interface WorkAsk extends Pick<CollectAsk, 'profile' | 'roleName' | 'externalId'> {
  readonly jobs: string;
}

/** What became of a job that a worker took. */
export interface WorkedJob {
  readonly kind: 'collect' | 'prove';
  /** `refused`: this worker cannot do it as it should be done; whoever asked does it. */
  readonly state: 'begun' | 'done' | 'refused' | 'failed';
  /** Account, or the number of the first principal of a part of a proof. */
  readonly name: string;
  readonly problem?: string;
}

export interface TakenSnapshot {
  readonly snapshot: string;
  readonly accounts: number;
  readonly principals: number;
  readonly resources: number;
  readonly people: number;
  /** How many calls to AWS its content comes from, answered or not; none for a file of people. */
  readonly calls: number;
  readonly gaps: readonly CoverageCell[];
  /** How many of the calls an earlier collection made, and when the first of them (ISO 8601); left out: none. */
  readonly earlier?: { readonly calls: number; readonly since: string };
  /** How many answers of an earlier collection stand that cannot have changed; left out: none were to. */
  readonly unchanged?: number;
  /** What has changed since the collection that was kept before; left out: none was, or it asked for something else. */
  readonly changed?: ChangedSince;
  /** What its policies hold that cannot be meant, or lets in more than it seems to, at most a thousand. */
  readonly noticed: readonly Noticed[];
}

export interface ChangedSince {
  /** When that collection began (ISO 8601). */
  readonly since: string;
  /** Left out: its snapshot cannot be read any more. */
  readonly things?: readonly ChangedThing[];
}

export interface Noticed {
  /** As statements of it are named: `trust policy of app`. */
  readonly policy: string;
  readonly problem: string;
}

export interface ProvedSnapshot {
  readonly snapshot: string;
  readonly pairs: number;
  /** Of which so many were taken over from the proof of an earlier snapshot; left out: there was none to take from. */
  readonly taken?: { readonly from: string; readonly pairs: number };
  readonly accesses: number;
  readonly hops: number;
  readonly claims: {
    readonly distinct: number;
    readonly certified: number;
    readonly replayed: number;
    readonly pending: number;
  };
  readonly unknown: number;
  /** Resources to which access was not proved; left out: none. */
  readonly accessAsked?: number;
  /** Defects: witnesses of which engine and reference interpreter say different things. What they bear out is unknown. */
  readonly disagreements: number;
  readonly seconds: number;
  readonly store: string;
  /** Why Cypher is refused for this snapshot, and what to do; left out: it is answered as far as the store has it. */
  readonly withoutCypher?: string;
}

/** Something stored that does not hold. */
export interface Defect {
  /**
   * Which check says so. `files`: it cannot be read, is missing or belongs to nothing. `interpreter`: a witness was decided again.
   * `reading`: held against claim, snapshot and graph, without the engine. `solver`: the claim was not refuted again. `engine`: only
   * proving the snapshot anew tells.
   */
  readonly by: 'files' | 'interpreter' | 'reading' | 'solver' | 'engine';
  readonly record: string;
  readonly problem: string;
}

export interface Verification {
  readonly snapshot: string;
  /** Stored accesses and hops. */
  readonly checked: number;
  readonly counts: VerificationCounts;
  readonly failed: readonly Defect[];
}

export interface VerificationCounts {
  /** Stored accesses and hops that were read. */
  readonly records: number;
  /** Witnesses, and counter-witnesses of conditions, that the interpreter was asked about again. */
  readonly witnesses: number;
  readonly counterWitnesses: number;
  /** Grants and hops that were held against the claim that they name. */
  readonly compared: number;
  /** Stored claims whose solver text was written down again from the snapshot alone. */
  readonly claims: number;
  /** Stored edges that were held against their records and the snapshot. */
  readonly edges: number;
  /** Distinct solver texts that the solver was asked about again. */
  readonly certificates: number;
  /** Records that the engine derived once more, and how many of them are stored otherwise or not at all. */
  readonly derived: number;
  readonly differing: number;
  /** Certificates written to files. */
  readonly exported: number;
}

/** A way in for people: an identity provider that pushes, or a SCIM service that is read. */
export interface ConnectorListed {
  readonly name: string;
  readonly kind: 'push' | 'pull';
  /** ISO 8601. */
  readonly created: string;
  readonly users: number;
  readonly groups: number;
}

export interface PulledPeople {
  readonly name: string;
  readonly users: number;
  readonly groups: number;
  /** Members of groups whom the service does not list, `group: member`. */
  readonly unknownMembers: readonly string[];
}

/** What changes files and stores; each leaves the active snapshot answering until the new one is complete. */
export interface Operations {
  dryRun(ask: CollectAsk): Answered<{ readonly calls: readonly string[]; readonly permissions: readonly string[] }>;
  collect(ask: CollectAsk, options: OperationOptions): Answered<TakenSnapshot>;
  import(paths: readonly string[], options: OperationOptions): Answered<TakenSnapshot>;
  /** Proves, writes the graph into the store and activates it. `certify: false` leaves proofs `replayed`. */
  prove(
    ask: {
      readonly snapshot?: string;
      readonly certify: boolean;
      readonly jobs?: string;
      /** To which resources access is proved beside the role graph; left out: to all. */
      readonly accessTo?: readonly string[];
      /** How many threads prove, without certificates; left out: one. */
      readonly threads?: number;
    },
    options: OperationOptions,
  ): Answered<ProvedSnapshot>;
  /** Takes jobs until `signal` aborts; `onReady` once they may come. */
  work(
    ask: WorkAsk,
    options: Pick<OperationOptions, 'signal'> & {
      readonly onReady: () => void;
      readonly onJob: (job: WorkedJob) => void;
    },
  ): Answered<{ readonly jobs: number }>;
  /** Copies the shipped sample organisation into the data folder. */
  loadSample(options: OperationOptions): Answered<TakenSnapshot>;
  /** `exportTo`: a folder that gets each certificate as a file. */
  verify(
    ask: { readonly snapshot?: string; readonly exportTo?: string },
    options: OperationOptions,
  ): Answered<Verification>;
  /** Asks AWS's policy simulator about a sample of the claims. */
  calibrate(ask: CalibrateAsk, options: OperationOptions): Answered<Calibration>;
  /** Writes a snapshot as a folder that `import` takes; with `pseudonyms`, to be shared. */
  export(ask: ExportAsk, options: OperationOptions): Answered<{ readonly snapshot: string; readonly folder: string }>;
  connectors(): Answered<readonly ConnectorListed[]>;
  /** Whoever has the token may push people as this connector from now on; only its hash is kept. */
  addConnector(ask: { readonly name: string; readonly token: string }): Answered<undefined>;
  renewConnector(ask: { readonly name: string; readonly token: string }): Answered<undefined>;
  removeConnector(name: string): Answered<undefined>;
  /** Reads a SCIM service whole; what it held before is kept until then. */
  pullPeople(
    ask: { readonly name: string; readonly url: string; readonly token?: string },
    options: OperationOptions,
  ): Answered<PulledPeople>;
  snapshots(): Answered<
    readonly { readonly id: string; readonly takenAt: string; readonly source: string; readonly active: boolean }[]
  >;
}

export interface ExportAsk {
  readonly folder: string;
  /** Left out: the one taken last. */
  readonly snapshot?: string;
  /** Names of people, users, groups and accounts are replaced under the key of a file, which is made where there is none. */
  readonly pseudonyms?: { readonly keyFile: string; readonly keepPatterns: boolean };
}

/** Opens the questions of the active (or the named) snapshot on a store. */
export type OpenQuestions = (options: {
  readonly data: string;
  readonly store: string;
  readonly snapshot?: string;
}) => Answered<Questions>;
