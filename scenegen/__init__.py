"""SceneGen: a layered scene editor driven by generative adversarial networks."""
