// The properties of `npm test`, with their full numbers (test/numbers.ts).
import '../properties/deciding-sets.test.ts';
import '../properties/engine.test.ts';
import '../properties/implication.test.ts';
import '../properties/routes.test.ts';
import '../properties/solver.test.ts';
import '../reference/properties.test.ts';
