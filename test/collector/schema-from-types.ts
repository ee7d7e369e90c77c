import { fileURLToPath } from 'node:url';
import ts from 'typescript';

type SchemaNode = Record<string, unknown>;

/** JSON Schema of the snapshot's files, read off the types that the program uses. */
export function schemaFromTypes(): SchemaNode {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const files = [
    `${root}domain/snapshot.ts`,
    `${root}domain/entitlement.ts`,
    `${root}domain/cluster-access.ts`,
    `${root}domain/copies.ts`,
    `${root}domain/data-access.ts`,
    `${root}domain/deployed-methods.ts`,
    `${root}domain/lake-formation.ts`,
    `${root}domain/identity-center.ts`,
    `${root}domain/resource-share.ts`,
    `${root}domain/usage.ts`,
    `${root}domain/gap.ts`,
    `${root}collector/snapshot-manifest.ts`,
  ];
  const program = ts.createProgram(files, {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    allowImportingTsExtensions: true,
  });
  const writer = new SchemaWriter(program.getTypeChecker());
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`no such file: ${file}`);
    for (const statement of source.statements) writer.declare(statement);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $comment:
      'Made from domain/snapshot.ts and collector/snapshot-manifest.ts by test/collector/schema.test.ts (vitest -u).',
    $defs: writer.definitions,
  };
}

/** Types of records; helpers such as IamEntity are not named, their properties appear where they are inherited. */
const NAMED =
  /^(Organization|OrganizationalUnit|OrganizationPolicy|Account|IamUser|IamGroup|IamRole|ManagedPolicy|IdentityProvider|InstanceProfile|IdentityCenter|PermissionSet|AccountAssignment|DirectoryUser|DirectoryGroup|Person|IdentitySource|ClusterAccessEntry|ClusterPolicy|DataCopy|DataAccessRule|DataGrant|RoleEntitlement|CoverageCell|Resource|S3Bucket|S3AccessPoint|S3MultiRegionAccessPoint|DynamoDbTable|DynamoDbStream|KmsKey|LambdaFunction|LambdaLayerVersion|SqsQueue|SnsTopic|Secret|VpcEndpoint|DescribedResource|DeployedMethods|ComputeBinding|ResourceShare|PrincipalUsage|ServiceUse|ActionUse|CredentialUse|KeyUse|EventUses|EventUse|Behind|CountedName|SharePermission|StoredPolicy|AccessKey|PublicAccessBlock|AclGrant|KmsGrant|LambdaQualifier|LambdaUrl|SnapshotManifest|SnapshotShard|SnapshotDocument)$/;

class SchemaWriter {
  readonly definitions: SchemaNode = { documentHash: { type: 'string', pattern: '^[0-9a-f]{32}$' } };
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  declare(statement: ts.Statement): void {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) return;
    const name = statement.name.text;
    if (NAMED.test(name)) this.#define(name, this.#checker.getTypeAtLocation(statement.name));
  }

  #define(name: string, type: ts.Type): SchemaNode {
    if (this.definitions[name] === undefined) {
      this.definitions[name] = {};
      this.definitions[name] = this.#body(type);
    }
    return { $ref: `#/$defs/${name}` };
  }

  #schema(type: ts.Type): SchemaNode {
    const alias = type.aliasSymbol?.name;
    if (alias === 'Json') return { $ref: '#/$defs/documentHash' };
    const name = alias ?? type.symbol?.name;
    return name !== undefined && NAMED.test(name) ? this.#define(name, type) : this.#body(type);
  }

  #body(type: ts.Type): SchemaNode {
    if (type.isUnion()) return this.#union(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.flags & ts.TypeFlags.Unknown) return {};
    const [item] = this.#checker.isArrayType(type) ? this.#checker.getTypeArguments(type as ts.TypeReference) : [];
    return item === undefined ? this.#object(type) : { type: 'array', items: this.#schema(item) };
  }

  #union(type: ts.UnionType): SchemaNode {
    const members = type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
    const [only] = members;
    if (members.length === 1 && only !== undefined) return this.#schema(only);
    if (members.every((one) => one.flags & ts.TypeFlags.BooleanLiteral)) return { type: 'boolean' };
    if (members.every((one) => one.isStringLiteral()))
      return { enum: members.map((one) => (one as ts.StringLiteralType).value) };
    return { anyOf: members.map((one) => this.#schema(one)) };
  }

  #object(type: ts.Type): SchemaNode {
    const index = type.getStringIndexType();
    if (index !== undefined) return { type: 'object', additionalProperties: this.#schema(index) };
    const properties = type.getProperties();
    const optional = (one: ts.Symbol): boolean => (one.flags & ts.SymbolFlags.Optional) !== 0;
    return {
      type: 'object',
      properties: Object.fromEntries(properties.map((one) => [one.name, this.#property(one)])),
      required: properties.filter((one) => !optional(one)).map((one) => one.name),
      additionalProperties: false,
    };
  }

  #property(symbol: ts.Symbol): SchemaNode {
    const declared = symbol.valueDeclaration;
    if (declared !== undefined && ts.isPropertySignature(declared) && declared.type?.getText() === 'Json') {
      return { $ref: '#/$defs/documentHash' };
    }
    return this.#schema(this.#checker.getTypeOfSymbol(symbol));
  }
}
