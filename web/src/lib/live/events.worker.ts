/** The shared worker: holds the one event stream of all tabs of this browser. */
import { Channel } from './channel';
import { Hub, type FromTab, type Tell } from './hub';

interface Port {
  onmessage: ((event: MessageEvent<FromTab>) => void) | null;
  postMessage: Tell;
}

const SWEEP_MS = 30_000;

const channel: Channel = new Channel(
  {
    open: (url) => new EventSource(url),
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
  },
  (hint) => hub.hint(hint),
  (status) => hub.tell(status),
);
const hub = new Hub(channel, () => Date.now());
setInterval(() => hub.sweep(), SWEEP_MS);

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0] as unknown as Port;
  const tell: Tell = (message) => port.postMessage(message);
  port.onmessage = ({ data }) => hub.take(tell, data);
});
