// In `npm test` a slow machine may take its time; here nobody else works beside it.
import '../collector/moto.test.ts';
