import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import { NEXT_TOKEN } from './described.ts';

export type Ec2InstancesCall = 'DescribeInstances';

export const EC2_INSTANCES: ServiceCalls<Ec2InstancesCall> = {
  service: 'ec2',
  reach: 'region',
  permissions: { DescribeInstances: ['ec2:DescribeInstances'] },
};

/** Instances with an instance profile; which role that holds IAM tells. Those that are gone run nothing. */
export async function collectInstances(reader: Reader<Ec2InstancesCall>): Promise<readonly ComputeBinding[]> {
  const reservations = await reader.items('DescribeInstances', { MaxResults: 1000 }, 'Reservations', NEXT_TOKEN);
  const { account, partition, region } = reader.place;
  return reservations
    .filter(isObject)
    .flatMap((one) => objectsOf(one, 'Instances'))
    .filter((one) => textOf(objectOf(one, 'State') ?? {}, 'Name') !== 'terminated')
    .flatMap((one) => {
      const instanceProfile = textOf(objectOf(one, 'IamInstanceProfile') ?? {}, 'Arn');
      if (instanceProfile === undefined) return [];
      const id = neededText(one, 'InstanceId');
      const resource = `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
      const name = tagsOf(one)['Name'] ?? id;
      return [
        { resource, type: 'AWS::EC2::Instance', name, account, region, use: 'instance', instanceProfile },
      ] as const;
    });
}
