import { expect, it } from 'vitest';
import { actionsOfEvent } from '../../reasoning/event-actions.ts';

it.each([
  ['sqs.amazonaws.com:SendMessage', ['sqs:SendMessage']],
  ['sqs.amazonaws.com.cn:SendMessage', ['sqs:SendMessage']],
  ['monitoring.amazonaws.com:PutMetricAlarm', ['cloudwatch:PutMetricAlarm']],
  ['s3.amazonaws.com:ListObjects', ['s3:ListBucket']],
  ['s3.amazonaws.com:HeadObject', ['s3:GetObject', 's3:GetObjectVersion']],
  ['s3.amazonaws.com:PutBucketPolicy', ['s3:PutBucketPolicy']],
  ['s3.amazonaws.com:CopyObject', []],
  ['lambda.amazonaws.com:Invoke', ['lambda:InvokeFunction']],
  ['lambda.amazonaws.com:CreateFunction20150331', ['lambda:CreateFunction']],
  ['lambda.amazonaws.com:UpdateFunctionCode20150331v2', ['lambda:UpdateFunctionCode']],
  ['signin.amazonaws.com:ConsoleLogin', []],
  ['nobody', []],
])('%s is authorised as %j', (event, actions) => expect(actionsOfEvent(event)).toEqual(actions));
