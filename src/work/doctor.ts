/**
 * The doctor: looks at everything that usually goes wrong before ANPR notices it.
 * Invariant: changes nothing but a bookmark (to measure the commit), and one failing check hides no other.
 */
import type { DatabaseConfig } from '../store/database.js';
import type { ClientDi } from './anpr.js';
import { controllaKeystores, controllaTls } from './doctor/chiavi.js';
import { type Controllo, ok } from './doctor/controllo.js';
import { controllaDatabase } from './doctor/database.js';
import { controllaFirma, type FirmaPaziente } from './doctor/firma.js';
import { controllaEndpoint, controllaPorta } from './doctor/rete.js';
import { controllaServizi } from './doctor/servizi.js';
import { controllaSpool, type SpoolPaziente } from './doctor/spool.js';
import type { Ente } from './enti.js';

export type { Controllo } from './doctor/controllo.js';

/** What the doctor looks at. */
export interface Paziente {
  readonly database: DatabaseConfig;
  readonly enti: readonly Ente[];
  readonly keystorePassword: string | null;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly maxBodyBytes: number;
    readonly publicUrl: string | null;
    readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  };
  readonly spool: SpoolPaziente;
  readonly firma: FirmaPaziente;
  /** ANPR's services of a comune. */
  readonly client: ClientDi;
  /** Local address of `/health/live`. */
  readonly live: URL;
}

/** Every finding, in the order in which an operator sets things up. */
export async function controllaTutto(p: Paziente, now: () => Date): Promise<Controllo[]> {
  const tls =
    p.server.tls === null
      ? [ok('certificato TLS', 'nessuno: HTTP dietro un proxy')]
      : controllaTls(p.server.tls, p.server.publicUrl, now());
  return [
    ok('configurazione', 'valida'),
    ...(await controllaDatabase({ database: p.database, maxBodyBytes: p.server.maxBodyBytes }, now)),
    controllaSpool(p.spool),
    ...p.enti.flatMap((e) => controllaKeystores(e, p.keystorePassword, now())),
    ...controllaFirma(p.firma, now()),
    ...tls,
    await controllaPorta(p.server, p.live),
    await controllaEndpoint(p.server.publicUrl),
    ...(await controllaServizi(p.enti, p.client, now)),
  ];
}
