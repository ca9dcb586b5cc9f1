namespace DetectionSdk.Families;

/// <summary>Order of the axes of an image in a tensor. The batch axis, where the model has one, comes first.</summary>
public enum TensorLayout
{
    /// <summary>Channel, row, column.</summary>
    Nchw,

    /// <summary>Row, column, channel.</summary>
    Nhwc,
}
