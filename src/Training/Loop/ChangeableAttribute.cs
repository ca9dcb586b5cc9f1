namespace DetectionSdk.Training;

/// <summary>
/// Marks an option that a resumed run may change: it says how to go on, not what was begun. The shape of the network
/// and the order of the data are kept.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChangeableAttribute : Attribute;
