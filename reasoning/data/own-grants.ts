/**
 * What grants beside IAM, after all policies, and what a request says of it. Source: Metadata access control (AWS Lake Formation);
 * Fine-grained access control in Amazon OpenSearch Service; Data access control for Amazon OpenSearch Serverless.
 */
export const OWN_GRANTS = [
  {
    of: /^glue:/i,
    fact: 'lakeFormation',
    limit: { rule: 90, text: 'Lake Formation does not grant the data' },
    doubt: { rule: 90, text: 'Lake Formation is not judged' },
  },
  {
    of: /^es:ESHttp/i,
    fact: 'openSearchRoles',
    limit: { rule: 88, text: 'no role of OpenSearch that is mapped to the caller grants the call' },
    doubt: { rule: 88, text: 'which roles of OpenSearch are mapped to the caller was not read' },
  },
  {
    of: /^aoss:(API|Dashboards)AccessAll$/i,
    fact: 'dataAccessPolicies',
    limit: { rule: 88, text: 'no data access policy of the collection names the caller' },
    doubt: { rule: 88, text: 'whether a data access policy lets the caller' },
  },
] as const;
