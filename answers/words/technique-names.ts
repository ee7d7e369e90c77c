import { TECHNIQUE_NAMES_JA } from '../../domain/words/names.ts';
import type { Language } from '../questions.ts';

/** How a hop is made, by the technique that the graph knows. */
export const TECHNIQUE_NAMES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    'sts:AssumeRole': 'assumes the role',
    'sts:AssumeRoleWithSAML': 'signs in by SAML',
    'sts:AssumeRoleWithWebIdentity': 'signs in by web identity',
    'same employee number (strong)': 'has the account',
    'same object GUID (strong)': 'has the account',
    'same object GUID (probable)': 'probably has the account',
    'same external id (strong)': 'has the account',
    'same external id (probable)': 'probably has the account',
    'same e-mail (probable)': 'probably has the account',
    'group membership': 'is a member',
    'Identity Center assignment': 'is assigned in Identity Center',
    'Identity Center sign-in': 'signs in through Identity Center',
  },
  ja: {
    'sts:AssumeRole': 'ロールを引き受け',
    'sts:AssumeRoleWithSAML': 'SAMLでサインイン',
    'sts:AssumeRoleWithWebIdentity': 'ウェブIDでサインイン',
    ...TECHNIQUE_NAMES_JA,
  },
};
