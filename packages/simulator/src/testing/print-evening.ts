// Prints the trace of an evening, to be compared with one that was played elsewhere.
import { playEvening } from './evening.ts';

console.log(new Date().getTimezoneOffset());
process.stdout.write(await playEvening(10));
