import { list } from './grammar.ts';

/** Top bar, and what every sentence is made of. */
export const EN_FRAME = {
  product: 'Tadori',
  navAsk: 'Ask',
  navLabel: 'Screens',
  snapshot: 'Snapshot',
  snapshotAt: (moment: string) => `, ${moment}`,
  pageTitle: (screen: 'ask' | 'hop', resource: string) =>
    [resource.slice(resource.lastIndexOf('/') + 1), screen === 'hop' ? 'one hop' : 'who can', 'Tadori']
      .filter((one) => one !== '')
      .join(' · '),
  english: 'EN',
  japanese: '日本語',
  languageLabel: 'Language',
  theme: { auto: 'Colours as the system has them', light: 'Light colours', dark: 'Dark colours' },
  keys: 'keys',
  comma: ', ',
  colon: ': ',
  list,
  moment: (iso: string) => moment.format(new Date(iso)).replace(',', ''),
  clock: (at: Date) => clock.format(at),
};

const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
