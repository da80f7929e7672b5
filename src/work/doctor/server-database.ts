/**
 * Is the server set up so that what we write stays what it is? Character sets, binary log, packets, durability.
 * Invariant: asks and changes nothing; every finding that is not well says the statement that mends it.
 */
import type { Database } from '../../store/database.js';
import { collationOf } from '../../store/schema.js';
import { nomiTabelle } from '../../store/tables/index.js';
import type { Tx } from '../../store/tx.js';
import { attenzione, type Controllo, errore, ok } from './controllo.js';

/** A name that latin1 and its likes would damage. */
const CAMPIONE = 'NICCOLÒ ŠIĆ 李';
const MEGA = 1_048_576;
/** Names, keys and the sentence around a content. */
const CORNICE = MEGA;
/** How many tables a finding names. */
const NOMINATE = 5;

interface Server {
  readonly versione: string;
  readonly nome: string;
  readonly charset: string;
  readonly collation: string;
  readonly client: string;
  readonly campione: string;
  readonly logBin: number;
  readonly formato: string;
  readonly pacchetto: number;
  readonly durevole: number;
}

const CHIEDI = `SELECT VERSION() AS versione, DATABASE() AS nome, @@character_set_database AS charset,
  @@collation_database AS collation, @@character_set_client AS client, HEX(?) AS campione, @@log_bin AS logBin,
  @@binlog_format AS formato, @@max_allowed_packet AS pacchetto, @@innodb_flush_log_at_trx_commit AS durevole`;

const TABELLE = `SELECT table_name AS nome FROM information_schema.tables WHERE table_schema = DATABASE()
  AND table_type = 'BASE TABLE' AND (table_collation <> ? OR engine <> 'InnoDB') ORDER BY table_name`;

const quoted = (nome: string): string => `\`${nome.replaceAll('`', '``')}\``;

function caratteri(s: Server, altre: readonly string[]): Controllo {
  const nome = 'caratteri del database';
  const giusto = Buffer.from(CAMPIONE, 'utf8').toString('hex').toUpperCase();
  if (s.client !== 'utf8mb4' || s.campione !== giusto)
    return errore(
      nome,
      `un nome accentato arriva al server in un’altra codifica (${s.client})`,
      'fra noi e il server c’è un proxy che la cambia: configurarlo con utf8mb4, o collegarsi al server',
    );
  const ours = collationOf(s.versione);
  if (altre.length > 0)
    return errore(
      nome,
      `${altre.length === 1 ? 'una tabella non è' : `${altre.length} tabelle non sono`} InnoDB in ${ours}: ${altre.slice(0, NOMINATE).join(', ')}`,
      `fermare il demone e, per ciascuna: ALTER TABLE ${quoted(altre[0] ?? '')} ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE ${ours}`,
    );
  if (s.charset !== 'utf8mb4' || s.collation !== ours)
    return attenzione(
      nome,
      `le tabelle sono in ${ours}, ma il database nasce in ${s.collation}`,
      `sul server: ALTER DATABASE ${quoted(s.nome)} CHARACTER SET utf8mb4 COLLATE ${ours}`,
    );
  return ok(nome, `utf8mb4, ${ours}`);
}

function binlog(s: Server): Controllo {
  const nome = 'log binario (binlog_format)';
  if (s.logBin === 0) return ok(nome, 'non attivo');
  if (s.formato.toUpperCase() !== 'STATEMENT') return ok(nome, s.formato);
  return errore(
    nome,
    'STATEMENT: il server rifiuta le nostre scritture (1665), e le notifiche restano nello spool',
    "sul server: SET GLOBAL binlog_format = 'ROW' (e binlog_format = ROW nella sua configurazione), poi riavviare il demone",
  );
}

/** MTOM brings a content as it is: it may be as large as the largest body that we take. */
function pacchetto({ pacchetto: byte }: Server, maxBodyBytes: number): Controllo {
  const nome = 'max_allowed_packet';
  const serve = maxBodyBytes + CORNICE;
  const dettaglio = `${Math.floor(byte / MEGA)} MB`;
  if (byte >= serve) return ok(nome, dettaglio);
  const proposto = Math.max(64 * MEGA, Math.ceil(serve / MEGA) * MEGA);
  return attenzione(
    nome,
    `${dettaglio}: una notifica più grande si conferma, ma attende nello spool (server.maxBodyBytes ne ammette ${Math.ceil(maxBodyBytes / MEGA)})`,
    `sul server: SET GLOBAL max_allowed_packet = ${proposto}, e lo stesso nella sua configurazione`,
  );
}

function durata({ durevole }: Server): Controllo {
  const nome = 'scritture durevoli';
  if (durevole === 1) return ok(nome, 'innodb_flush_log_at_trx_commit = 1');
  return attenzione(
    nome,
    `innodb_flush_log_at_trx_commit = ${durevole}: se manca la corrente si perdono notifiche già confermate`,
    'sul server: SET GLOBAL innodb_flush_log_at_trx_commit = 1, e lo stesso nella sua configurazione',
  );
}

async function leggi(tx: Tx): Promise<{ server: Server; altre: string[] } | undefined> {
  const [server] = await tx.query<Server>(CHIEDI, [CAMPIONE]);
  if (server === undefined) return undefined;
  const altre = await tx.query<{ nome: string }>(TABELLE, [collationOf(server.versione)]);
  const numeri = {
    logBin: Number(server.logBin),
    pacchetto: Number(server.pacchetto),
    durevole: Number(server.durevole),
  };
  const nostre = new Set(nomiTabelle());
  return { server: { ...server, ...numeri }, altre: altre.map((t) => t.nome).filter((nome) => nostre.has(nome)) };
}

/** Findings about the server; none on SQLite. @param maxBodyBytes the largest call that the receiver takes */
export async function controllaServer(db: Database, maxBodyBytes: number): Promise<Controllo[]> {
  if (db.kind === 'sqlite') return [];
  const letto = await db.transaction(leggi);
  if (letto === undefined) return [];
  const { server, altre } = letto;
  return [caratteri(server, altre), binlog(server), pacchetto(server, maxBodyBytes), durata(server)];
}
