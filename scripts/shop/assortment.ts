/**
 * What the made-up shop sells: categories, their kinds of product and their makers. Every brand and every product name is
 * invented.
 */

/** One category: its kinds of product with a usual price, the brands that make them, and its picture's colours. */
export interface Category {
  readonly name: string;
  /** Three letters, from which ids of products are made. */
  readonly code: string;
  readonly kinds: readonly (readonly [kind: string, usualPrice: number])[];
  readonly brands: readonly string[];
}

/** How dear a brand is: prices are the usual price of the kind times this. */
export const BRANDS: Readonly<Record<string, number>> = {
  Fellhaven: 1.5,
  "North Tarn": 1.15,
  Budgeree: 0.6,
  Halvorsund: 1.8,
  Quickstile: 0.85,
  Marrowmoor: 1.0,
  Pebblewick: 0.75,
  "Otter & Ash": 1.35,
  Velden: 1.25,
  Kestrelby: 0.9,
  Thistlecomb: 1.1,
  Larkfold: 0.7,
  Brindleford: 1.6,
  Saltmarch: 1.05,
  Oakhurst: 1.2,
  Plainware: 0.55,
};

/** Names that a maker gives its products. */
export const MODELS: readonly string[] = [
  ...["Alder", "Beacon", "Cairn", "Drift", "Ember", "Ferry", "Gale", "Harbour", "Islet", "Juniper", "Kelp", "Linnet"],
  ...["Moss", "Nettle", "Orchard", "Pike", "Quarry", "Ripple", "Sedge", "Tarn", "Upland", "Vale", "Willow", "Yarrow"],
];

export const CATEGORIES: readonly Category[] = [
  {
    name: "Tents",
    code: "TNT",
    kinds: [
      ["One-Person Tent", 190],
      ["Two-Person Tent", 260],
      ["Family Tent", 480],
      ["Tarp", 75],
    ],
    brands: ["Fellhaven", "North Tarn", "Budgeree", "Halvorsund"],
  },
  {
    name: "Sleeping Gear",
    code: "SLP",
    kinds: [
      ["Down Sleeping Bag", 280],
      ["Summer Sleeping Bag", 85],
      ["Sleeping Mat", 70],
      ["Camping Pillow", 24],
    ],
    brands: ["Fellhaven", "North Tarn", "Budgeree", "Larkfold"],
  },
  {
    name: "Packs",
    code: "PCK",
    kinds: [
      ["Day Pack", 80],
      ["Trekking Pack", 180],
      ["Dry Bag", 22],
      ["Commuter Backpack", 95],
    ],
    brands: ["Fellhaven", "Quickstile", "Halvorsund", "Kestrelby"],
  },
  {
    name: "Camp Kitchen",
    code: "CMP",
    kinds: [
      ["Gas Stove", 60],
      ["Cooking Set", 55],
      ["Insulated Mug", 24],
      ["Titanium Spork", 12],
    ],
    brands: ["North Tarn", "Marrowmoor", "Budgeree", "Saltmarch"],
  },
  {
    name: "Climbing",
    code: "CLB",
    kinds: [
      ["Climbing Harness", 70],
      ["Chalk Bag", 22],
      ["Single Rope", 150],
      ["Climbing Shoes", 115],
    ],
    brands: ["Halvorsund", "Kestrelby", "Velden", "Quickstile"],
  },
  {
    name: "Trail Running",
    code: "RUN",
    kinds: [
      ["Trail Shoes", 130],
      ["Running Vest", 95],
      ["Running Shorts", 45],
      ["Soft Flask", 18],
    ],
    brands: ["Quickstile", "Velden", "Kestrelby", "Budgeree"],
  },
  {
    name: "Cycling",
    code: "CYC",
    kinds: [
      ["Cycling Jersey", 75],
      ["Handlebar Bag", 60],
      ["Floor Pump", 48],
      ["Bicycle Lights", 38],
    ],
    brands: ["Velden", "Kestrelby", "Quickstile", "Plainware"],
  },
  {
    name: "Jackets",
    code: "JKT",
    kinds: [
      ["Rain Jacket", 170],
      ["Down Jacket", 230],
      ["Fleece Jacket", 85],
      ["Wind Shell", 95],
    ],
    brands: ["Fellhaven", "Halvorsund", "Saltmarch", "Budgeree"],
  },
  {
    name: "Coffee",
    code: "COF",
    kinds: [
      ["Hand Grinder", 85],
      ["Pour-Over Set", 42],
      ["Gooseneck Kettle", 70],
      ["Espresso Cups", 28],
    ],
    brands: ["Otter & Ash", "Marrowmoor", "Pebblewick", "Brindleford"],
  },
  {
    name: "Cookware",
    code: "CKW",
    kinds: [
      ["Cast-Iron Pan", 65],
      ["Saucepan", 50],
      ["Chef's Knife", 80],
      ["Chopping Board", 32],
    ],
    brands: ["Brindleford", "Marrowmoor", "Plainware", "Thistlecomb"],
  },
  {
    name: "Tableware",
    code: "TBL",
    kinds: [
      ["Dinner Plates", 48],
      ["Stoneware Bowl", 26],
      ["Water Carafe", 34],
      ["Linen Napkins", 29],
    ],
    brands: ["Otter & Ash", "Pebblewick", "Plainware", "Thistlecomb"],
  },
  {
    name: "Garden",
    code: "GDN",
    kinds: [
      ["Hand Trowel", 18],
      ["Pruning Shears", 36],
      ["Watering Can", 40],
      ["Seed Tray", 14],
    ],
    brands: ["Oakhurst", "Thistlecomb", "Larkfold", "Brindleford"],
  },
  {
    name: "Lighting",
    code: "LGT",
    kinds: [
      ["Desk Lamp", 90],
      ["Floor Lamp", 160],
      ["Head Torch", 45],
      ["Camping Lantern", 38],
    ],
    brands: ["Oakhurst", "Otter & Ash", "North Tarn", "Plainware"],
  },
  {
    name: "Home Textiles",
    code: "TXT",
    kinds: [
      ["Wool Blanket", 110],
      ["Cushion Cover", 25],
      ["Bath Towels", 44],
      ["Cotton Bedding", 95],
    ],
    brands: ["Thistlecomb", "Oakhurst", "Pebblewick", "Larkfold"],
  },
  {
    name: "Desk",
    code: "DSK",
    kinds: [
      ["Notebook Set", 16],
      ["Pen Tray", 28],
      ["Monitor Stand", 75],
      ["Desk Mat", 38],
    ],
    brands: ["Oakhurst", "Otter & Ash", "Plainware", "Kestrelby"],
  },
];

/** Tastes that customers mix: how much a category attracts (0 where it is not named). */
export const TASTES: readonly Readonly<Record<string, number>>[] = [
  { Tents: 3, "Sleeping Gear": 3, Packs: 2, "Camp Kitchen": 2.5, Jackets: 1.5, Lighting: 0.5 },
  { Climbing: 3.5, Packs: 1.5, Jackets: 2, "Camp Kitchen": 1 },
  { "Trail Running": 3.5, Jackets: 1, Packs: 1 },
  { Cycling: 3.5, Packs: 1, Coffee: 1.5 },
  { Coffee: 3.2, Cookware: 2.5, Tableware: 2 },
  { Cookware: 2.5, Tableware: 2.5, Garden: 2 },
  { Garden: 3.2, "Home Textiles": 2, Lighting: 1 },
  { Desk: 3.2, Lighting: 2.2, Coffee: 1.5, "Home Textiles": 1 },
];
