namespace DetectionSdk;

/// <summary>Where a <see cref="Segmenter"/> runs its network. Immutable; checked by <see cref="Segmenter.Load"/>.
/// </summary>
public sealed record SegmenterOptions : RuntimeOptions;
