using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Changes an image before it is searched, and its boxes with it: so a detector is measured on a degraded copy made on
/// the fly.
/// </summary>
/// <param name="index">Index of the image in the data set, a natural seed.</param>
/// <param name="image">The pixels, 8-bit BGR. Not to be changed or disposed.</param>
/// <param name="annotated">The image's annotations.</param>
/// <returns>A new Mat, which the caller of the transform disposes, and the annotations with the size and boxes that fit
/// it.</returns>
public delegate (Mat Image, AnnotatedImage Annotated) ImageTransform(int index, Mat image, AnnotatedImage annotated);
