/**
 * Usual names of the columns of interaction tables, in plain form (lower case letters and digits), in order of
 * preference.
 */

const withIds = (names: readonly string[]): string[] => names.flatMap((name) => [name, `${name}id`]);

/** Users. */
export const USER_NAMES: readonly string[] = [
  ...["user", "userid", "uid", "username", "customer", "customerid", "reviewer", "reviewerid", "visitorid"],
  ...withIds(["client", "member", "buyer", "shopper", "visitor", "account", "household", "subscriber"]),
  ...withIds(["player", "listener", "reader", "viewer", "person", "patron", "profile"]),
  ...["customerno", "customernumber", "clientno", "householdkey", "steamid", "authorsteamid", "msno"],
  ...["reviewername", "profilename", "reviewprofilename", "reviewusername", "usersha1"],
  ...["customeremail", "useremail", "email"],
];

/** Items. */
export const ITEM_NAMES: readonly string[] = [
  ...["item", "itemid", "movie", "movieid", "book", "bookid", "isbn", "product", "productid", "asin"],
  ...["artist", "artistid", "track", "trackid", "song", "songid", "game", "gameid", "article", "articleid"],
  ...["sku", "skuid", "productsku", "stockcode", "productcode", "itemcode", "articleno", "articlenumber", "parentasin"],
  ...["lineitemsku", "ean", "gtin", "upc", "materialid", "offerid", "listingid"],
  ...withIds(["film", "show", "series", "episode", "anime", "manga", "video", "comic", "podcast", "stream"]),
  ...withIds(["recipe", "beer", "beerbeer", "wine", "restaurant", "business", "venue", "hotel", "poi", "place"]),
  ...["locationid", "placename", "gmapid", "appid", "albumid", "playlistid", "traid", "artid", "artmbid", "artistmbid"],
  ...["joke", "jokeid", "newsid", "postid", "contentid", "courseid", "jobid", "eventid", "workid", "isbn13", "isbn10"],
  ...["artistname", "artname", "trackname", "traname", "songname", "gamename", "beername", "moviename", "productname"],
];

/** Item names that are always codes of a catalogue. */
export const ITEM_CODES: ReadonlySet<string> = new Set([
  ...["item", "movie", "book", "product", "isbn", "asin", "sku", "productsku", "stockcode", "productcode", "itemcode"],
  ...["articleno", "articlenumber", "parentasin", "ean", "gtin", "upc", "isbn13", "isbn10"],
]);

/** Ratings on a scale. */
const RATING_NAMES: readonly string[] = [
  ...["rating", "bookrating", "value", "score", "stars", "ratings", "star", "starrating", "overall", "overallrating"],
  ...["userrating", "movierating", "reviewscore", "reviewrating", "reviewstars", "reviewoverall", "ratingscore"],
  ...["myrating", "myscore", "userscore", "ratingvalue"],
];

/** Counts of behaviour, which add up. */
const COUNT_NAMES: readonly string[] = [
  ...["plays", "playcount", "listens", "count", "weight"],
  ...["playcounts", "listencount", "watchcount", "scrobbles"],
];

/** Columns of values, in order of preference, with the kind of their numbers. */
export const VALUE_NAMES: ReadonlyMap<string, "rating" | "count"> = new Map([
  ...RATING_NAMES.map((name) => [name, "rating"] as const),
  ...COUNT_NAMES.map((name) => [name, "count"] as const),
]);

/** Names of VALUE_NAMES that may also be the other kind: the note says which was chosen. */
export const DOUBTFUL_VALUES: ReadonlySet<string> = new Set(["value", "score", "weight", "ratingvalue"]);

/** Names of numbers that may be counts, ratings or attributes of an item: never used, always named in a note. */
export const UNTAKEN_VALUES: ReadonlySet<string> = new Set([
  ...[
    "quantity",
    "qty",
    "orderquantity",
    "lineitemquantity",
    "units",
    "amount",
    "frequency",
    "freq",
    "times",
    "visits",
    "checkins",
  ],
  ...[
    "hours",
    "hoursplayed",
    "playtime",
    "playtimeforever",
    "minutes",
    "seconds",
    "duration",
    "watchtime",
    "dwelltime",
  ],
  ...["playduration", "watchratio", "views", "viewcount", "clicks", "clickcount", "purchases", "downloads", "likes"],
  ...["rate", "preference", "pref", "grade", "vote", "votes", "points", "like", "liked", "label", "target", "feedback"],
  ...["review", "opinion", "sentiment", "strength", "confidence", "interactions", "events", "num", "n"],
]);

/** Timestamps. */
export const TIME_NAMES: readonly string[] = [
  ...["timestamp", "time", "unixtime", "ts", "datetime", "date", "createdat"],
  ...["unixreviewtime", "unixtimestamp", "eventtime", "eventtimestamp", "eventdate", "timestampms", "invoicedate"],
  ...["purchasedat", "purchasetime", "orderedat", "ordertime", "boughtat", "transactiontime", "transactiondt", "tdat"],
  ...["reviewtime", "reviewedat", "reviewdate", "ratedat", "ratingtime", "ratingdate", "checkintime"],
  ...["listenedat", "playedat", "watchedat", "viewedat", "clickedat", "visitedat", "playtimestamp"],
];

/** Unambiguous names: used without a look at the content; a row that does not fit is a bad row. */
const TAKEN_UNSEEN: ReadonlySet<string> = new Set([
  ...["rating", "bookrating", "value", "score", "stars", "plays", "playcount", "listens", "count", "weight"],
  ...["timestamp", "time", "unixtime", "ts", "datetime", "date", "createdat"],
]);

/** Whether a column of values or times with this name is used without a look at its content. */
export function isTakenUnseen(name: string): boolean {
  return TAKEN_UNSEEN.has(name);
}

/** Names of times that may not be those of the interaction: never used, always named in a note. */
export const UNTAKEN_TIMES: ReadonlySet<string> = new Set([
  ...[
    "created",
    "createddate",
    "createdon",
    "creationdate",
    "modified",
    "updated",
    "updatedat",
    "orderdate",
    "dateorder",
  ],
  ...["purchasedate", "transactiondate", "dateadded", "addedat", "dateupdated", "shipdate"],
]);

/** Columns of events, in order of preference. */
export const EVENT_NAMES: readonly string[] = [
  ...["event", "eventtype", "eventname", "behavior", "behaviour", "behaviortype", "behaviourtype"],
  ...["action", "actiontype", "interaction", "interactiontype", "activity", "activitytype", "type"],
];

/** Columns that number rows: used only if the caller names them. */
const ROW_NUMBER_NAMES: ReadonlySet<string> = new Set([
  ...["", "id", "index", "idx", "row", "rowid", "rownumber", "rownum", "rowno"],
]);

/** Whether a column with a plain name such as `index`, `unnamed0` or an empty one usually numbers the rows. */
export function isRowNumberName(plain: string): boolean {
  return ROW_NUMBER_NAMES.has(plain) || /^unnamed\d*$/.test(plain);
}

/** A column name in lower case and without anything but letters and digits: `User-ID` is `userid`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** The plain name without the text in brackets: `Rating (1-5)` is `rating`. */
export function baseName(name: string): string {
  return plainName(name.replaceAll(/\([^)]*\)|\[[^\]]*\]/g, ""));
}
