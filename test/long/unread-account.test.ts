import { unreadAccountSuite } from '../e2e/unread-account.suite.ts';

unreadAccountSuite(1);
