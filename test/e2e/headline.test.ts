import { headlineSuite } from './headline.suite.ts';
import { provedData, shippedSample } from './proved.ts';

headlineSuite('the sample, served', async () => {
  const { data, questions, close } = await provedData(await shippedSample(), { certify: true });
  await questions.close();
  return { command: ['serve'], data, close };
});
