namespace DetectionSdk.Degradation;

/// <summary>A list of an effect's options that needs at least one item.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyAttribute : Attribute;
