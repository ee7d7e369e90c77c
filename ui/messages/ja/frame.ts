import type { EN_FRAME } from '../en/frame.ts';
import { both } from './grammar.ts';

/** Top bar, and what every sentence is made of. */
export const JA_FRAME: typeof EN_FRAME = {
  product: 'Tadori',
  navAsk: '質問',
  navLabel: '画面',
  snapshot: 'スナップショット',
  snapshotAt: (at) => ` ${at}`,
  pageTitle: (screen, resource) =>
    [resource.slice(resource.lastIndexOf('/') + 1), screen === 'hop' ? 'ホップ' : '誰ができるか', 'Tadori']
      .filter((one) => one !== '')
      .join(' · '),
  english: 'EN',
  japanese: '日本語',
  languageLabel: '言語',
  theme: { auto: '配色はシステムに合わせる', light: '明るい配色', dark: '暗い配色' },
  keys: 'キー操作',
  comma: '、',
  colon: '：',
  list: both,
  moment: (iso) => moment.format(new Date(iso)),
  clock: (at) => clock.format(at),
};

const moment = new Intl.DateTimeFormat('ja-JP', {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('ja-JP', { timeStyle: 'medium' });
