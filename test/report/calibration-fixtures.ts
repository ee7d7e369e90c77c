import type { Calibration } from '../../answers/calibrate/calibration.ts';

export const agreeing: Calibration = {
  snapshot: 'b41d07e2c901',
  sample: 50,
  seed: 1,
  drawn: { access: 34, noAccess: 16 },
  compared: 41,
  agreed: 41,
  differing: [],
  unknown: 0,
  notAsked: [{ reason: 'crossAccount', count: 9 }],
};

export const differing: Calibration = {
  ...agreeing,
  agreed: 40,
  differing: [
    {
      principal: 'arn:aws:iam::111122223333:user/u',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::cakes/recipe',
      context: { 'aws:SecureTransport': 'true' },
      ours: {
        decision: 'allowed',
        by: [{ layer: 'identity', policy: 'inline policy p of user u', index: 0, sid: 'Read' }],
        blockedBy: [],
      },
      aws: { decision: 'implicitDeny', matched: [], missingContext: ['aws:SourceVpce'] },
    },
  ],
  notAsked: [{ reason: 'refused', count: 9, detail: 'Invalid Action' }],
};
