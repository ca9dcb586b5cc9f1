namespace DetectionSdk.Watching;

/// <summary>How many objects have crossed a line so far.</summary>
/// <param name="Line">The line.</param>
/// <param name="Forward">From its left to its right.</param>
/// <param name="Backward">From its right to its left.</param>
public readonly record struct LineCount(CountingLine Line, int Forward, int Backward);
