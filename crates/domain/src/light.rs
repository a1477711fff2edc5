//! Lights 亮灯: the colour of a duty, a pure function of stored instants.
