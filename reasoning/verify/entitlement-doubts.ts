import type { Assumption } from '../../domain/decision.ts';
import type { EntitlementDoubt } from '../../domain/entitlement.ts';

/** As the engine says it, written down again. */
export const ENTITLEMENT_DOUBTS: Readonly<Record<EntitlementDoubt | 'eligible', Assumption>> = {
  eligible: { rule: 0, text: 'the assignment has to be activated first' },
  partOfName: { rule: 0, text: 'whether a pattern of group names has to take the whole name is not documented' },
  sourceOfGroup: { rule: 0, text: 'where the group comes from could not be read' },
  appAssignment: { rule: 0, text: 'who is assigned to the application could not be read' },
  disabledRole: { rule: 0, text: 'whether a disabled app role is still sent is not documented' },
  narrowed: { rule: 105, text: 'a session policy of the entrance narrows what the session can do' },
  namedByToken: { rule: 114, text: 'the role is named by the token, from groups that were not read' },
  tagsUnread: { rule: 27, text: 'tags of the entrance could not be read' },
  tokenKept: { rule: 116, text: 'its token is kept' },
  templateUnread: { rule: 116, text: 'its policy could not be read' },
  ofUser: { rule: 116, text: 'its policy cuts every grant' },
  dataAccess: { rule: 83, text: 'S3 Access Grants asks for s3:GetDataAccess on its instance as well' },
  mayOutlast: { rule: 116, text: 'its end is not documented' },
};
