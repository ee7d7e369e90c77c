// The properties of `npm test`, with their full numbers (test/numbers.ts).
import '../properties/deciding-sets.test.ts';
import '../properties/engine.test.ts';
import '../properties/implication.test.ts';
import '../properties/routes.test.ts';
import '../properties/solver.test.ts';
import '../reference/properties.test.ts';
import '../reasoning/speaking.test.ts';
import '../reasoning/unknown-reasons.test.ts';
import '../reasoning/verify.test.ts';
import '../words/condition-words.test.ts';
