// The worker of pool.test.ts: does what it is told, also the worst.
import { threadId } from 'node:worker_threads';
import { serve } from '../../dist/src/threads/serve.js';

let prefix = '';
const fill = () => {
  const held = [];
  for (;;) held.push(new Array(100_000).fill(held.length));
};
const sink = (n) => 1 + sink(n + 1);

serve({
  configure: (setup) => {
    prefix = setup.prefix;
  },
  isFatal: (error) => error instanceof RangeError,
  run: ({ what, text }) => {
    switch (what) {
      case 'say':
        return prefix + text;
      case 'who':
        return String(threadId);
      case 'throw':
        throw new TypeError(text);
      case 'loop':
        for (;;);
      case 'fill':
        return fill();
      case 'sink':
        return sink(0);
      default:
        return process.exit(3);
    }
  },
});
