"""word2vec at work: a small text trained live, the Huffman tree, and what a prediction costs."""

from core.ui.frame import lab
from pages.word2vec.costs import show_costs
from pages.word2vec.guess import show_guess
from pages.word2vec.training import save_vectors, show_training
from pages.word2vec.tree import show_tree

with lab("word2vec-at-work") as page:
    with page.try_it():
        text = show_training(page)
    with page.look_inside():
        show_tree(page, text)
        show_costs(page)
    with page.predict():
        show_guess(page)
    with page.take_away():
        save_vectors(page)
