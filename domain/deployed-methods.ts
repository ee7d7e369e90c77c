/** The methods of one verb that a stage serves. */
export interface DeployedMethods {
  readonly stage: string;
  readonly verb: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`, once each; none: not read. */
  readonly authorizers: readonly string[];
}
