/**
 * Why the database does not take what it is asked, in words, and what to do about it.
 * Invariant: pure; says host, port, user and name of the database, never a password and never a text of the server, which
 * quotes values. A code that is not in the table is said as it is: what is unknown is never called something else.
 */
import type { DatabaseConfig } from '../store/database.js';

/** Kinds of fault that are told apart: an alarm speaks once a day of each. */
export type MotivoGuasto =
  | 'SPENTO'
  | 'RETE'
  | 'NOME'
  | 'ACCESSO'
  | 'PASSWORD_SCADUTA'
  | 'UTENTE_BLOCCATO'
  | 'HOST_BLOCCATO'
  | 'PERMESSI'
  | 'DATABASE_MANCANTE'
  | 'TABELLA_MANCANTE'
  | 'DANNEGGIATO'
  | 'DISCO_PIENO'
  | 'MEMORIA'
  | 'SOLA_LETTURA'
  | 'BINLOG'
  | 'PACCHETTO'
  | 'CONNESSIONI'
  | 'CLUSTER'
  | 'TLS'
  | 'OCCUPATO'
  | 'ALTRO';

/** A fault of the database for an operator. */
export interface Guasto {
  readonly motivo: MotivoGuasto;
  /** The server's or the system's own code; empty when there is none. */
  readonly codice: string;
  /** Which database: `MariaDB/MySQL db.comune.example:3306, database «allinea», utente «allinea»`. */
  readonly dove: string;
  /** What is wrong, without a full stop. */
  readonly perche: string;
  readonly rimedio: string;
}

interface Voce {
  readonly codici: readonly string[];
  readonly perche: string;
  /** `{…}` are filled with what the configuration says. */
  readonly rimedio: string;
}

const VOCI: Readonly<Record<Exclude<MotivoGuasto, 'ALTRO'>, Voce>> = {
  SPENTO: {
    codici: [
      ...['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST', '1053', '1077', '1079', '1080'],
      ...['1152', '1158', '1159', '1160', '1161', '1184', '1317', '1927', '4031'],
    ],
    perche: 'il server non c’è o ha chiuso la connessione',
    rimedio:
      'avviarlo (systemctl start mariadb, oppure mysql) e controllare database.host, database.port o database.socketPath',
  },
  RETE: {
    codici: ['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'PROTOCOL_SEQUENCE_TIMEOUT', '3024', '1969'],
    perche: 'il server non risponde in tempo',
    rimedio: 'controllare la rete e il firewall verso {server}, e il carico del server',
  },
  NOME: {
    codici: ['ENOTFOUND', 'EAI_AGAIN'],
    perche: 'il nome del server non si risolve',
    rimedio: 'controllare database.host e il DNS di questa macchina',
  },
  ACCESSO: {
    codici: ['1045', '1698', '1251', '1275', '1524', '1873', '2049', '2059', 'AUTH_SWITCH_PLUGIN_ERROR'],
    perche: 'utente o password non sono accettati',
    rimedio:
      "controllare database.user e database.passwordFile (o ALLINEA_DATABASE_PASSWORD); sul server: ALTER USER {utente} IDENTIFIED BY '…'",
  },
  PASSWORD_SCADUTA: {
    codici: ['1820', '1862'],
    perche: 'la password dell’utente è scaduta',
    rimedio:
      "sul server: ALTER USER {utente} IDENTIFIED BY '…' PASSWORD EXPIRE NEVER, poi aggiornare database.passwordFile",
  },
  UTENTE_BLOCCATO: {
    codici: ['4151', '3118', '3955'],
    perche: 'l’utente è bloccato',
    rimedio: 'sul server: ALTER USER {utente} ACCOUNT UNLOCK',
  },
  HOST_BLOCCATO: {
    codici: ['1129', '1130'],
    perche: 'il server non accetta connessioni da questa macchina',
    rimedio: 'sul server: mariadb-admin flush-hosts (o FLUSH HOSTS), e un utente {utente} ammesso da questo indirizzo',
  },
  PERMESSI: {
    codici: ['1044', '1142', '1143', '1227', '1370', '1419', 'SQLITE_PERM', 'SQLITE_AUTH', 'EACCES', 'EPERM'],
    perche: 'all’utente manca un permesso',
    rimedio: '{permessi}',
  },
  DATABASE_MANCANTE: {
    codici: ['1046', '1049', 'SQLITE_CANTOPEN', 'ENOTDIR', 'EISDIR'],
    perche: 'il database non c’è o non si apre',
    rimedio: '{crea}',
  },
  TABELLA_MANCANTE: {
    codici: ['1051', '1054', '1109', '1146', '1356', '1932', 'SQLITE_ERROR', 'SQLITE_SCHEMA'],
    perche: 'manca una tabella o una colonna',
    rimedio: 'se è in corso un ripristino attendere che finisca; poi «allinea migra»',
  },
  DANNEGGIATO: {
    codici: [
      ...[
        '1016',
        '1017',
        '1030',
        '1033',
        '1034',
        '1035',
        '1194',
        '1195',
        '1286',
        '1712',
        '1812',
        '1814',
        '1815',
        '1877',
      ],
      ...['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR', 'SQLITE_PROTOCOL', 'EIO'],
    ],
    perche: 'i dati sul disco non si leggono o sono danneggiati',
    rimedio: '{ripara}',
  },
  DISCO_PIENO: {
    codici: ['1021', '1114', '1026', '3', 'SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    perche: 'il disco è pieno',
    rimedio: 'liberare spazio sul disco del database',
  },
  MEMORIA: {
    codici: ['1037', '1038', '1041', '1135', '1206', '1436', '5', 'SQLITE_NOMEM', 'EMFILE', 'ENFILE', 'ENOMEM'],
    perche: 'al server mancano memoria o risorse',
    rimedio: 'liberare memoria sul server o rivedere la sua configurazione, poi riavviarlo',
  },
  SOLA_LETTURA: {
    codici: ['1036', '1290', '1792', '1836', '3100', '3098', 'SQLITE_READONLY', 'EROFS'],
    perche: 'il database è di sola lettura',
    rimedio: '{scrivi}',
  },
  BINLOG: {
    codici: ['1665'],
    perche: 'il server registra le scritture come comandi (binlog_format STATEMENT) e così non accetta le nostre',
    rimedio: "sul server: SET GLOBAL binlog_format = 'ROW', e lo stesso nella sua configurazione",
  },
  PACCHETTO: {
    codici: ['1153', '1162', '1301'],
    perche: 'una notifica è più grande di quanto il server accetta in una volta (max_allowed_packet)',
    rimedio: 'sul server: SET GLOBAL max_allowed_packet = 67108864, e lo stesso nella sua configurazione',
  },
  CONNESSIONI: {
    codici: ['1040', '1203', '1226'],
    perche: 'il server non ha più connessioni libere',
    rimedio: 'sul server alzare max_connections (o max_user_connections), oppure abbassare database.poolSize',
  },
  CLUSTER: {
    codici: ['1047', '1235', '3101', '3092'],
    perche: 'il nodo del cluster non è pronto o non ammette questa operazione',
    rimedio: "controllare lo stato del cluster (SHOW STATUS LIKE 'wsrep%') e puntare a un nodo sincronizzato",
  },
  TLS: {
    codici: ['HANDSHAKE_SSL_ERROR', 'HANDSHAKE_NO_SSL_SUPPORT', '3159', '1835', '2026'],
    perche: 'la connessione cifrata con il server non riesce',
    rimedio:
      'controllare database.sslCaFile e il certificato del server (scadenza, nome); se il server la esige, indicare la sua CA',
  },
  OCCUPATO: {
    codici: ['1205', '1213', '1020', 'SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_INTERRUPT'],
    perche: 'un altro programma tiene occupato il database',
    rimedio: 'chiudere gli altri programmi che lo tengono aperto (copie, editor SQL), poi riprovare',
  },
};

const MOTIVI = Object.entries(VOCI) as readonly [Exclude<MotivoGuasto, 'ALTRO'>, Voce][];

const fits = (codice: string, known: string): boolean =>
  codice === known || (known.startsWith('SQLITE_') && codice.startsWith(`${known}_`));

/** Which database the configuration means, for people. */
export function doveDatabase(config: DatabaseConfig): string {
  if (config.kind === 'sqlite') return `SQLite, file ${config.file}`;
  const { socketPath, host, port, database, user } = config;
  return `MariaDB/MySQL ${socketPath ?? `${host}:${port}`}, database «${database}», utente «${user}»`;
}

/** Remedies that depend on the engine. */
function remediesOf(config: DatabaseConfig): Readonly<Record<string, string>> {
  if (config.kind === 'sqlite')
    return {
      permessi: `dare all’utente del demone il file ${config.file} e la sua cartella`,
      crea: `controllare database.file: la cartella di ${config.file} deve esserci ed essere dell’utente del demone`,
      ripara: `fermare il demone e ripristinare ${config.file} da una copia; nello spool non si perde nulla`,
      scrivi: `controllare i permessi di ${config.file} e come è montato il disco`,
    };
  const { database, user, socketPath, host, port } = config;
  return {
    server: socketPath ?? `${host}:${port}`,
    utente: `'${user}'`,
    permessi: `sul server: GRANT ALL PRIVILEGES ON \`${database}\`.* TO '${user}'`,
    crea: `sul server: CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4, poi «allinea migra»`,
    ripara: 'guardare il log del server; CHECK TABLE dice che cosa è danneggiato; altrimenti ripristinare da una copia',
    scrivi:
      'il server è una replica o in manutenzione: puntare database.host al primario, oppure SET GLOBAL read_only = OFF',
  };
}

const codiceDi = (error: unknown): string => {
  const { codice } = (error ?? {}) as { codice?: unknown };
  return typeof codice === 'string' ? codice : '';
};

/** What went wrong with the database of the configuration. Pure. @param error what `store` threw */
export function guastoDatabase(error: unknown, config: DatabaseConfig): Guasto {
  const codice = codiceDi(error);
  const dove = doveDatabase(config);
  const [motivo, voce] = MOTIVI.find(([, v]) => v.codici.some((k) => fits(codice, k))) ?? [];
  if (motivo === undefined || voce === undefined) {
    const rimedio = 'cercare il codice nel manuale del server e guardare il suo log e quello del demone';
    return { motivo: 'ALTRO', codice, dove, perche: 'il database rifiuta ciò che gli si chiede', rimedio };
  }
  const remedies = remediesOf(config);
  const rimedio = voce.rimedio.replace(/\{(\w+)\}/g, (_, nome: string) => remedies[nome] ?? '');
  return { motivo, codice, dove, perche: voce.perche, rimedio };
}

/** `SQLite, file x: il disco è pieno (SQLITE_FULL)`. */
export const testoGuasto = ({ dove, perche, codice }: Guasto): string =>
  `${dove}: ${perche}${codice === '' ? '' : ` (${codice})`}`;
