"""What has been published: pages over rounds, years and kommuner."""
