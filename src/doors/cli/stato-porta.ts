/** What reached the port and not the service, in `allinea stato`. Pure text. */
import type { Conteggio } from '../../store/rifiuti-conteggi.js';
import { istante, numero } from './testo.js';

const PAROLE: ReadonlyMap<string, string> = new Map([
  ['PERCORSO', 'percorso sbagliato (quello giusto è server.path, senza ?wsdl)'],
  ['HTTP_SU_TLS', 'HTTP in chiaro sulla porta TLS (l’indirizzo comincia con https)'],
  ['TLS_FALLITO', 'TLS fallito (versione o cifrari troppo vecchi)'],
  ['TLS_INTERROTTO', 'TLS interrotto da chi chiama (non accetta il certificato dell’endpoint, o è una sonda)'],
]);

function riga(c: Conteggio): string {
  const da = c.ultimoMittente === null ? '' : ` da ${c.ultimoMittente}`;
  return `  ${PAROLE.get(c.motivo) ?? c.motivo}: ${numero(c.quante)}, l’ultima volta il ${istante(c.ultimaIl)}${da}`;
}

/** One line for each kind; one line where there was nothing. */
export function testoPorta(conteggi: readonly Conteggio[]): string {
  const titolo = 'Connessioni che non sono arrivate al servizio nelle ultime 24 ore:';
  return conteggi.length === 0 ? `${titolo} nessuna` : [titolo, ...conteggi.map(riga)].join('\n');
}
