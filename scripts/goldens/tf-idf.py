"""Makes test/models/goldens/tf-idf.json: what scikit-learn's TfidfVectorizer makes of a few sentences, and the overviews
most like one of the TMDB 5000 films.

Run from the repository root, in the environment of scripts/goldens/scikit-learn.py, then let the formatter lay it out:

    python3 scripts/goldens/tf-idf.py && npx biome format --write test/models/goldens/tf-idf.json

The films are read from $NEAREDGE_DATA/tmdb-5000, else ../shared/data/tmdb-5000; the script fails without, so that no half
golden is written. Stop words are given in full: the lists of the two libraries differ.
"""

import csv
import json
import os

from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "The old man and the sea. The sea, the sea!",
    "A man of the sea finds an old chest: gold, gold and gold_dust.",
    "War: 1941 to 1945, the war at sea",
    "",
    "I am a 2nd lieutenant; don't you know?",
    "The THE the",
    "An old chest of a lieutenant's widow, lost at sea in 1941.",
]
STOP_WORDS = ["the", "and", "of", "an", "at", "to", "in"]

VARIANTS = [
    {},
    {"sublinear": True},
    {"minDocumentFrequency": 2},
    {"ngrams": "1..2"},
    {"ngrams": "2..3", "sublinear": True, "minDocumentFrequency": 2},
    {"stopWords": STOP_WORDS},
    {"stopWords": STOP_WORDS, "ngrams": "1..2"},
]
FILM = "The Dark Knight Rises"


def vectoriser(variant):
    shortest, longest = variant.get("ngrams", "1..1").split("..")
    return TfidfVectorizer(
        sublinear_tf=variant.get("sublinear", False),
        min_df=variant.get("minDocumentFrequency", 1),
        ngram_range=(int(shortest), int(longest)),
        stop_words=variant.get("stopWords"),
    )


def fit(variant):
    made = vectoriser(variant)
    rows = made.fit_transform(TEXTS).tocsr()
    terms = made.get_feature_names_out()
    vectors = [
        {terms[column]: round(float(value), 12) for column, value in zip(row.indices, row.data)}
        for row in (rows[document] for document in range(rows.shape[0]))
    ]
    return {"options": variant, "vectors": vectors}


def similar_films(folder):
    with open(f"{folder}/tmdb_5000_movies.csv", encoding="utf-8", newline="") as file:
        films = list(csv.DictReader(file))
    rows = vectoriser({}).fit_transform([film["overview"] for film in films])
    wanted = [film["title"] for film in films].index(FILM)
    cosines = (rows @ rows[wanted].T).toarray().ravel()
    best = sorted((place for place in range(len(films)) if place != wanted), key=lambda place: -cosines[place])[:10]
    return {
        "film": FILM,
        "terms": rows.shape[1],
        "similar": [{"title": films[place]["title"], "similarity": round(float(cosines[place]), 9)} for place in best],
    }


def main():
    folder = os.path.join(os.environ.get("NEAREDGE_DATA", "../shared/data"), "tmdb-5000")
    golden = {"texts": TEXTS, "fits": [fit(variant) for variant in VARIANTS], "films": similar_films(folder)}
    with open("test/models/goldens/tf-idf.json", "w", encoding="utf-8") as file:
        json.dump(golden, file)
        file.write("\n")


main()
