import type { ComputeUse } from '../snapshot.ts';
import type { Said } from './language.ts';

/** What a thing uses a role for. */
export const COMPUTE_USES: Said<ComputeUse> = {
  en: {
    execution: 'execution role',
    task: 'task role',
    instance: 'instance role',
    service: 'service role',
    batch: 'role of batch builds',
    job: 'job role',
    access: 'access role',
    space: 'role of shared spaces',
  },
  ja: {
    execution: '実行ロール',
    task: 'タスクロール',
    instance: 'インスタンスロール',
    service: 'サービスロール',
    batch: 'バッチビルドのロール',
    job: 'ジョブロール',
    access: 'アクセスロール',
    space: '共有スペースのロール',
  },
};
