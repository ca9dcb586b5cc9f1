namespace DetectionSdk.Degradation;

/// <summary>A list that needs at least one item.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotEmptyAttribute : Attribute;
