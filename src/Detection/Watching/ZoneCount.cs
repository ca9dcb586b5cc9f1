namespace DetectionSdk.Watching;

/// <summary>How many objects are in a zone.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Inside">Objects in it now.</param>
/// <param name="Entered">Objects that came into it so far.</param>
public readonly record struct ZoneCount(Zone Zone, int Inside, int Entered);
